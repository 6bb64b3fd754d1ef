/**
 * YAML 1.2 files of the project, read strictly: an unknown key, a missing key or a value of another
 * kind stops with the file, the key and the known names.
 */
@NullMarked
package vn.edulake.models.yaml;

import org.jspecify.annotations.NullMarked;
