// Imported before n8n's engine, which otherwise logs every node failure that a test causes to the console.
process.env.N8N_LOG_LEVEL ??= 'silent';
