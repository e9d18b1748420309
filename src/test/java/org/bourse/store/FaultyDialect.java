package org.bourse.store;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import org.bourse.store.ledger.DecisionWriter;
import org.bourse.store.ledger.Dialect;
import org.bourse.store.ledger.LedgerFailure;
import org.bourse.store.ledger.Transactions;
import org.jspecify.annotations.Nullable;

/**
 * A real database whose N-th call by the writer fails, before it was done or after.
 */
final class FaultyDialect implements Dialect {

	/** The calls that reach the database. */
	private static final Set<String> CALLS = Set.of("execute", "executeQuery", "executeUpdate", "executeBatch",
			"commit", "rollback", "setAutoCommit", "prepareStatement");

	private final Dialect real;

	private final AtomicInteger begun = new AtomicInteger();

	private final AtomicInteger callsLeft = new AtomicInteger();

	/** Set when the writer has begun its first transaction after {@link #hold}. */
	private volatile @Nullable CountDownLatch held;

	private volatile @Nullable CountDownLatch release;

	private volatile @Nullable Fault armed;

	private volatile @Nullable Fault active;

	FaultyDialect(Dialect real) {
		this.real = real;
	}

	/**
	 * Holds the writer in its next transaction.
	 * @return released to let it go on
	 */
	CountDownLatch hold() {
		CountDownLatch gate = new CountDownLatch(1);
		this.held = new CountDownLatch(1);
		this.release = gate;
		return gate;
	}

	/** Waits until the writer is held. */
	void awaitHeld() throws InterruptedException {
		CountDownLatch latch = this.held;
		if (latch != null) {
			latch.await();
		}
	}

	/** The transaction after the held one fails at this call. */
	void failAt(int call, Fault fault) {
		this.callsLeft.set(call);
		this.armed = fault;
	}

	/** Whether the fault has happened. */
	boolean hasFailed() {
		return this.armed == null && this.active == null;
	}

	void disarm() {
		this.armed = null;
		this.active = null;
	}

	@Override
	public Transactions transactions(Connection connection) throws SQLException {
		Transactions transactions = this.real.transactions(connection);
		return new Transactions() {

			@Override
			public void begin() throws SQLException {
				beforeBegin();
				transactions.begin();
			}

			@Override
			public void commit() throws SQLException {
				transactions.commit();
			}

			@Override
			public void rollback() throws SQLException {
				transactions.rollback();
			}

		};
	}

	private void beforeBegin() {
		CountDownLatch gate = this.release;
		CountDownLatch latch = this.held;
		if (gate != null && latch != null) {
			latch.countDown();
			await(gate);
			this.release = null;
			this.begun.set(0);
		}
		else if (this.begun.incrementAndGet() == 1 && this.armed != null) {
			this.active = this.armed;
			this.armed = null;
		}
	}

	private static void await(CountDownLatch gate) {
		try {
			gate.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public Connection connect(Duration patience) throws SQLException {
		return proxy(this.real.connect(patience), Connection.class, null);
	}

	@Override
	public Connection connectToRead() throws SQLException {
		return this.real.connectToRead();
	}

	@Override
	public Connection connectToRead(Duration patience) throws SQLException {
		return this.real.connectToRead(patience);
	}

	@Override
	public DecisionWriter writer(Connection connection) throws SQLException {
		return this.real.writer(connection);
	}

	private <T> T proxy(T target, Class<T> type, @Nullable Connection of) {
		Connection connection = (target instanceof Connection itself) ? itself : of;
		return type.cast(Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { type },
				(proxy, method, arguments) -> call(target, method, arguments, connection)));
	}

	private @Nullable Object call(Object target, Method method, Object @Nullable [] arguments,
			@Nullable Connection connection) throws Throwable {
		Fault fault = this.active;
		boolean fails = fault != null && CALLS.contains(method.getName())
				&& Thread.currentThread().getName().equals("bourse-store-writer")
				&& this.callsLeft.decrementAndGet() == 0;
		if (fault == null || !fails) {
			return wrap(invoke(target, method, arguments), connection);
		}
		this.active = null;
		if (fault.afterTheCall) {
			invoke(target, method, arguments);
		}
		if (fault.cutsTheConnection && connection != null) {
			connection.close();
		}
		throw fault.error.get();
	}

	private @Nullable Object wrap(@Nullable Object result, @Nullable Connection connection) {
		if (result instanceof PreparedStatement statement) {
			return proxy(statement, PreparedStatement.class, connection);
		}
		return (result instanceof Statement statement) ? proxy(statement, Statement.class, connection) : result;
	}

	private static @Nullable Object invoke(Object target, Method method, Object @Nullable [] arguments)
			throws Throwable {
		try {
			return method.invoke(target, arguments);
		}
		catch (InvocationTargetException ex) {
			throw ex.getCause();
		}
	}

	@Override
	public LedgerFailure classify(SQLException failure) {
		return this.real.classify(failure);
	}

	@Override
	public boolean mayPass(SQLException failure) {
		return this.real.mayPass(failure);
	}

	@Override
	public String remedy() {
		return this.real.remedy();
	}

	@Override
	public boolean isShared() {
		return this.real.isShared();
	}

	@Override
	public String isOneOf(String column) {
		return this.real.isOneOf(column);
	}

	@Override
	public String migrations() {
		return this.real.migrations();
	}

	@Override
	public String name() {
		return this.real.name();
	}

	@Override
	public void close() {
		this.real.close();
	}

	/**
	 * What happens at the chosen call.
	 *
	 * @param afterTheCall whether the database does what it is asked, and only the answer
	 * is lost
	 */
	record Fault(String name, Supplier<SQLException> error, boolean afterTheCall, boolean cutsTheConnection) {

		@Override
		public String toString() {
			return this.name;
		}

	}

}
