-- The ledger. Every rule of the market is decided by the domain; the checks here repeat them as assertions.
-- Prices are in ten-thousandths, times in microseconds since 1970, sessions are dates as yyyymmdd.
-- Texts sort by their bytes on every server, as locks are taken in the order of the symbols.

-- Rows of the present change all the time: room on each page lets an update stay on it.
CREATE TABLE stock (
    symbol       TEXT COLLATE "C" NOT NULL PRIMARY KEY CHECK (symbol ~ '^[A-Za-z0-9._-]{1,16}$'),
    price        BIGINT  NOT NULL CHECK (price BETWEEN 1 AND 10000000000000),
    volume       BIGINT  NOT NULL CHECK (volume BETWEEN 0 AND volume_limit),
    volume_limit BIGINT  NOT NULL CHECK (volume_limit >= 1),
    halt_reason  TEXT    CHECK (halt_reason IN ('VOLUME_LIMIT', 'ADMIN', 'NEWS', 'REGULATORY')),
    halted_at    BIGINT,
    resume_at    BIGINT,
    session      INTEGER NOT NULL CHECK (session BETWEEN 19700101 AND 99991231),
    trades       BIGINT  NOT NULL CHECK (trades >= 0),
    version      BIGINT  NOT NULL CHECK (version > trades),
    CHECK ((halt_reason IS NULL) = (halted_at IS NULL)),
    CHECK (halt_reason IS NOT NULL OR volume < volume_limit)
) WITH (fillfactor = 50);

-- One row for each executed trade, never changed. "sequence" counts the trades of a stock without holes.
-- No foreign key: the stock's row is locked by whoever writes here, and asking for it again for each row costs more
-- than all other checks.
CREATE TABLE trade (
    symbol          TEXT COLLATE "C" NOT NULL,
    sequence        BIGINT  NOT NULL CHECK (sequence >= 1),
    session         INTEGER NOT NULL,
    side            TEXT    NOT NULL CHECK (side IN ('BUY', 'SELL')),
    quantity        BIGINT  NOT NULL CHECK (quantity BETWEEN 1 AND 1000000000),
    price           BIGINT  NOT NULL CHECK (price BETWEEN 1 AND 10000000000000),
    volume_after    BIGINT  NOT NULL CHECK (volume_after BETWEEN quantity AND volume_limit),
    volume_limit    BIGINT  NOT NULL,
    version         BIGINT  NOT NULL CHECK (version > sequence),
    client_order_id TEXT COLLATE "C" CHECK (length(client_order_id) BETWEEN 1 AND 64),
    node            TEXT    NOT NULL,
    time            BIGINT  NOT NULL,
    PRIMARY KEY (symbol, sequence)
);

CREATE UNIQUE INDEX trade_client_order_id ON trade (client_order_id) WHERE client_order_id IS NOT NULL;

-- The trades of one stock in one minute (since 1970), in the order of their sequence.
CREATE TABLE candle (
    symbol TEXT COLLATE "C" NOT NULL REFERENCES stock,
    minute BIGINT NOT NULL,
    open   BIGINT NOT NULL,
    high   BIGINT NOT NULL,
    low    BIGINT NOT NULL CHECK (low >= 1),
    close  BIGINT NOT NULL,
    volume BIGINT NOT NULL CHECK (volume >= trades),
    trades BIGINT NOT NULL CHECK (trades >= 1),
    PRIMARY KEY (symbol, minute),
    CHECK (open BETWEEN low AND high AND close BETWEEN low AND high)
) WITH (fillfactor = 80);

-- What happened to a stock besides trades and prices: who did it, and the state before and after.
CREATE TABLE event (
    symbol        TEXT COLLATE "C" NOT NULL REFERENCES stock,
    version       BIGINT  NOT NULL,
    kind          TEXT    NOT NULL CHECK (kind IN ('LISTED', 'HALTED', 'RESUMED', 'ROLLED', 'LIMIT_CHANGED')),
    actor         TEXT    NOT NULL,
    session       INTEGER NOT NULL,
    volume_before BIGINT,
    volume_after  BIGINT  NOT NULL CHECK (volume_after BETWEEN 0 AND limit_after),
    limit_before  BIGINT,
    limit_after   BIGINT  NOT NULL CHECK (limit_after >= 1),
    halt_before   TEXT,
    halt_after    TEXT,
    node          TEXT    NOT NULL,
    time          BIGINT  NOT NULL,
    PRIMARY KEY (symbol, version)
);

-- The processes that have written: one row for each start of a server. "commits" counts in the same transaction what a
-- process has committed, so that after a lost connection it can ask which of its transactions was the last.
CREATE TABLE node (
    id         TEXT   NOT NULL PRIMARY KEY,
    name       TEXT   NOT NULL,
    started_at BIGINT NOT NULL,
    commits    BIGINT NOT NULL
);
