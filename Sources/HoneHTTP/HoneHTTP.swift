// HoneHTTP is the rules of HTTP as pure values: content codings and how they are negotiated, Cache-Control and
// freshness, entity tags and conditional requests, and the policies that middleware, the accelerator and the agent's
// detectors share. Nothing here opens a socket or knows a server framework, so every rule is tested against tables
// taken from the RFCs, and the agent judges a response with the same code that would have produced it.
