"""Files of the catalogue as typed values: formats are declared, problems have line and column. Pure."""
