"""What a company's rows add up to: typed queries in, tables out, rows behind each number."""
