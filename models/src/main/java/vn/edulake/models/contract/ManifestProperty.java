package vn.edulake.models.contract;

/**
 * A value in the manifest of a delivery: a CSV file of two columns, property and value.
 *
 * @param file the manifest's name, beside the delivered file
 */
public record ManifestProperty(String file, String property) {}
