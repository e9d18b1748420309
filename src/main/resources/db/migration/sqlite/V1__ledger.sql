-- The ledger. Every rule of the market is decided by the domain; the checks here repeat them as assertions.
-- Prices are in ten-thousandths, times in microseconds since 1970, sessions are dates as yyyymmdd.

CREATE TABLE stock (
    symbol       TEXT    NOT NULL PRIMARY KEY CHECK (length(symbol) BETWEEN 1 AND 16 AND symbol NOT GLOB '*[^A-Za-z0-9._-]*'),
    price        INTEGER NOT NULL CHECK (price BETWEEN 1 AND 10000000000000),
    volume       INTEGER NOT NULL CHECK (volume BETWEEN 0 AND volume_limit),
    volume_limit INTEGER NOT NULL CHECK (volume_limit >= 1),
    halt_reason  TEXT    CHECK (halt_reason IN ('VOLUME_LIMIT', 'ADMIN', 'NEWS', 'REGULATORY')),
    halted_at    INTEGER,
    resume_at    INTEGER,
    session      INTEGER NOT NULL CHECK (session BETWEEN 19700101 AND 99991231),
    trades       INTEGER NOT NULL CHECK (trades >= 0),
    version      INTEGER NOT NULL CHECK (version > trades),
    CHECK ((halt_reason IS NULL) = (halted_at IS NULL)),
    CHECK (halt_reason IS NOT NULL OR volume < volume_limit)
) STRICT, WITHOUT ROWID;

-- One row for each executed trade, never changed. "sequence" counts the trades of a stock without holes.
-- No foreign key: the stock's row was read by whoever writes here, in the same transaction, and asking for it again for
-- each row costs more than all other checks.
CREATE TABLE trade (
    symbol          TEXT    NOT NULL,
    sequence        INTEGER NOT NULL CHECK (sequence >= 1),
    session         INTEGER NOT NULL,
    side            TEXT    NOT NULL CHECK (side IN ('BUY', 'SELL')),
    quantity        INTEGER NOT NULL CHECK (quantity BETWEEN 1 AND 1000000000),
    price           INTEGER NOT NULL CHECK (price BETWEEN 1 AND 10000000000000),
    volume_after    INTEGER NOT NULL CHECK (volume_after BETWEEN quantity AND volume_limit),
    volume_limit    INTEGER NOT NULL,
    version         INTEGER NOT NULL CHECK (version > sequence),
    client_order_id TEXT    CHECK (length(client_order_id) BETWEEN 1 AND 64),
    node            TEXT    NOT NULL,
    time            INTEGER NOT NULL,
    PRIMARY KEY (symbol, sequence)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX trade_client_order_id ON trade (client_order_id) WHERE client_order_id IS NOT NULL;

-- The trades of one stock in one minute (since 1970), in the order of their sequence.
CREATE TABLE candle (
    symbol TEXT    NOT NULL REFERENCES stock,
    minute INTEGER NOT NULL,
    open   INTEGER NOT NULL,
    high   INTEGER NOT NULL,
    low    INTEGER NOT NULL CHECK (low >= 1),
    close  INTEGER NOT NULL,
    volume INTEGER NOT NULL CHECK (volume >= trades),
    trades INTEGER NOT NULL CHECK (trades >= 1),
    PRIMARY KEY (symbol, minute),
    CHECK (open BETWEEN low AND high AND close BETWEEN low AND high)
) STRICT, WITHOUT ROWID;

-- What happened to a stock besides trades and prices: who did it, and the state before and after.
CREATE TABLE event (
    symbol        TEXT    NOT NULL REFERENCES stock,
    version       INTEGER NOT NULL,
    kind          TEXT    NOT NULL CHECK (kind IN ('LISTED', 'HALTED', 'RESUMED', 'ROLLED', 'LIMIT_CHANGED')),
    actor         TEXT    NOT NULL,
    session       INTEGER NOT NULL,
    volume_before INTEGER,
    volume_after  INTEGER NOT NULL CHECK (volume_after BETWEEN 0 AND limit_after),
    limit_before  INTEGER,
    limit_after   INTEGER NOT NULL CHECK (limit_after >= 1),
    halt_before   TEXT,
    halt_after    TEXT,
    node          TEXT    NOT NULL,
    time          INTEGER NOT NULL,
    PRIMARY KEY (symbol, version)
) STRICT, WITHOUT ROWID;

-- The processes that have written: one row for each start of a server.
CREATE TABLE node (
    id         TEXT    NOT NULL PRIMARY KEY,
    name       TEXT    NOT NULL,
    started_at INTEGER NOT NULL,
    commits    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
