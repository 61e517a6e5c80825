"""The sheets of the results workbook: every total is a formula that leads back to amounts and emission factors."""
