/** The registry of keys: which inputs make a key, how they are normalised, how they are hashed. */
@NullMarked
package vn.edulake.models.key;

import org.jspecify.annotations.NullMarked;
