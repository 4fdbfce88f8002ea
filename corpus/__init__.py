"""Official texts, cut into clauses, sentences, units and facts; every part knows its place in the text."""
