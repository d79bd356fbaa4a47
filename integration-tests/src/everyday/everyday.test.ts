// What people do every day and do wrong, and what operators see of it, one after another on one network.
import "./bad-input.suite.ts";
import "./readme.suite.ts";
import "./tracing.suite.ts";
