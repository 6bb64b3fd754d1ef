/**
 * What a table means: names, layers, model files and the graph between them.
 *
 * <p>A model is one file: a header in a SQL comment, then one SELECT. This package reads such files
 * and knows which table is built from which; it runs nothing.
 */
@NullMarked
package vn.edulake.models;

import org.jspecify.annotations.NullMarked;
