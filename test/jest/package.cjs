module.exports = outside.package;
