/**
 * The ledger in a database: the only place of SQL. What differs between databases is in a
 * {@link org.bourse.store.ledger.Dialect}.
 */
@NullMarked
package org.bourse.store.ledger;

import org.jspecify.annotations.NullMarked;
