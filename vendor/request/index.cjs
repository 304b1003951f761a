'use strict';

// ari-client probes the exchange with this before it reads its description. The real package waits for ever when the
// exchange is silent, and brings 45 others along; our adapter has read the description by then, so nothing is left to probe.
module.exports = (_address, done) => queueMicrotask(() => done(null));
