module.exports = outside.clock;
