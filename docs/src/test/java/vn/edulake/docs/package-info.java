/** The proof of the pages: what they say is compared with the code, and the code with its rules. */
@NullMarked
package vn.edulake.docs;

import org.jspecify.annotations.NullMarked;
