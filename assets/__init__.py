"""Scene data model, file formats, geometry and built data files. Imports no other room of the house."""
