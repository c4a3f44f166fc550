// Jest transformer for the providers' sandbox, which the engine tests run outside Jest's. See engine-environment.cjs.
module.exports = {
	process: (_code, file) => ({ code: `module.exports = outside.load(${JSON.stringify(file)});` }),
};
