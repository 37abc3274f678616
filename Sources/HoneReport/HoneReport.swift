// HoneReport turns values into text and does nothing else: it opens no file, asks no clock and knows no terminal.
// A renderer is a value whose functions take a run, evidence, findings, a plan or a pattern and return a String (or
// throw when a value cannot be encoded); whoever calls writes the string. What several renderers need to know of a run
// (how each endpoint changed, which probes are missing, which checks the evidence passes) is worked out once, in
// Facts/; how numbers look is decided once, in Numbers/. Names and SQL come from the application that is measured and
// are hostile input: each renderer escapes for its own format, terminals included.
