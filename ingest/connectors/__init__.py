"""Where bytes come from. Each connector yields `RawDocument`s and knows nothing of formats."""
