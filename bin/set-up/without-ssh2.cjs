// Stands in the bundle where docker-modem asks for ssh2 (350 kB, with native code, loaded at every start): an engine
// behind ssh is reached by the user's own ssh instead, see src/world/engine-ssh.ts.
module.exports = {};
