package org.bourse.resp;

import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/**
 * A map by words of at most 16 bytes that are looked up where they lie in a request, so
 * that nothing is allocated: a word is two numbers, and compared as such.
 * <p>
 * Filled by one thread; may be read by many once it was published to them.
 */
public final class WordMap<V> {

	/** The longest word, in bytes. */
	public static final int MAX_LENGTH = 2 * Long.BYTES;

	private static final long EXACT = -1;

	/**
	 * Takes away the bit that tells small letters from capital ones. Nothing but a letter
	 * looks like a letter without it.
	 */
	private static final long LETTERS = 0xdfdf_dfdf_dfdf_dfdfL;

	/**
	 * Odd and without a pattern: the highest bits of a product depend on all bits, the
	 * lowest on few.
	 */
	private static final long SPREAD = 0x9e37_79b9_7f4a_7c15L;

	private static final int MIN_CAPACITY = 16;

	private final long mask;

	/** A power of two, at most half of them taken. */
	private @Nullable Entry<V>[] entries = newTable(MIN_CAPACITY);

	private int size;

	private WordMap(long mask) {
		this.mask = mask;
	}

	/** For words of any bytes. */
	public static <V> WordMap<V> exact() {
		return new WordMap<>(EXACT);
	}

	/** For words of ASCII letters, capital and small ones being the same. */
	public static <V> WordMap<V> ofLetters() {
		return new WordMap<>(LETTERS);
	}

	/** The value of a request's argument; null if it has none. */
	public @Nullable V get(Request request, int index) {
		int length = request.length(index);
		if (length > MAX_LENGTH) {
			return null;
		}
		Entry<V> entry = this.entries[find(this.entries, request.eightBytes(index, 0) & this.mask,
				request.eightBytes(index, Long.BYTES) & this.mask, length)];
		return (entry != null) ? entry.value : null;
	}

	/**
	 * Adds or replaces a value.
	 * @param word ASCII
	 */
	public void put(String word, V value) {
		byte[] bytes = word.getBytes(StandardCharsets.US_ASCII);
		if (bytes.length > MAX_LENGTH) {
			throw new IllegalArgumentException(word + " is longer than " + MAX_LENGTH + " bytes");
		}
		if (2 * (this.size + 1) > this.entries.length) {
			grow();
		}
		Request request = new Request(1);
		request.clear(bytes);
		request.add(0, bytes.length);
		Entry<V> entry = new Entry<>(request.eightBytes(0, 0) & this.mask,
				request.eightBytes(0, Long.BYTES) & this.mask, bytes.length, value);
		if (put(this.entries, entry)) {
			this.size++;
		}
	}

	private void grow() {
		@Nullable Entry<V>[] larger = newTable(2 * this.entries.length);
		for (Entry<V> entry : this.entries) {
			if (entry != null) {
				put(larger, entry);
			}
		}
		this.entries = larger;
	}

	/** Returns whether the word is new. */
	private static <V> boolean put(@Nullable Entry<V>[] entries, Entry<V> entry) {
		int place = find(entries, entry.first, entry.last, entry.length);
		boolean isNew = entries[place] == null;
		entries[place] = entry;
		return isNew;
	}

	/** The place of a word, or the free one where it would be. */
	private static <V> int find(@Nullable Entry<V>[] entries, long first, long last, int length) {
		int place = home(first, last, entries.length);
		for (Entry<V> entry = entries[place]; entry != null; entry = entries[place]) {
			if (entry.first == first && entry.last == last && entry.length == length) {
				return place;
			}
			place = (place + 1) & (entries.length - 1);
		}
		return place;
	}

	/**
	 * Where the search for a word begins. Short words have their letters in the highest
	 * bits of the first number, long ones of a series differ in few bits of the last.
	 */
	static int home(long first, long last, int capacity) {
		long sum = first * SPREAD + last;
		long hash = (sum ^ sum >>> Integer.SIZE) * SPREAD;
		return (int) (hash >>> Long.numberOfLeadingZeros(capacity) + 1);
	}

	@SuppressWarnings("unchecked")
	private static <V> @Nullable Entry<V>[] newTable(int capacity) {
		return (Entry<V>[]) new Entry<?>[capacity];
	}

	/**
	 * @param first the word's first eight bytes
	 * @param last its other bytes
	 * @param length tells a word that ends in zeros from one that ends before them
	 */
	private record Entry<V>(long first, long last, int length, V value) {
	}

}
