/** What a CSS module is to a test: every class has the name it is written with. */
module.exports = new Proxy({}, { get: (_, name) => (name === "__esModule" ? false : name) });
