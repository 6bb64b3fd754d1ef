/**
 * Source contracts: what a source delivers, how its files are read, and which delivery is good.
 *
 * <p>One YAML file per source entity under {@code lake/raw}. {@link
 * vn.edulake.models.contract.SourceContracts} loads them, {@link
 * vn.edulake.models.contract.SourceContract} is one of them, checked as a whole, and {@link
 * vn.edulake.models.contract.DeliveredRows} is the SELECT through which models read a raw table.
 */
@NullMarked
package vn.edulake.models.contract;

import org.jspecify.annotations.NullMarked;
