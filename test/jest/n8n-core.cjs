module.exports = outside.core;
