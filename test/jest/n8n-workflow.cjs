module.exports = outside.workflow;
