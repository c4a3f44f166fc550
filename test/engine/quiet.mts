// Imported before n8n's engine, which otherwise writes every failure of a node that a test brings about to the console.
process.env.N8N_LOG_LEVEL ??= 'silent';
