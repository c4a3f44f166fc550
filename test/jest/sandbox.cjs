// Jest's transformer of the providers' sandbox in the engine tests, where it runs outside Jest's. See engine-environment.cjs.
module.exports = {
	process: (_code, file) => ({ code: `module.exports = outside.load(${JSON.stringify(file)});` }),
};
