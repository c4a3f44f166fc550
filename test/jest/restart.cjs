module.exports = outside.restart;
