package org.bourse.resp;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class WordMapTest {

	@ParameterizedTest
	@ValueSource(strings = { "A", "SevenCo", "EightCo.", "NineCo---", "FifteenLettersX", "SixteenLettersXY" })
	void aWordOfAnyLengthIsFoundWhereverItLies(String word) {
		WordMap<String> map = WordMap.exact();
		map.put(word, "found");
		for (int before = 0; before < 3; before++) {
			for (int behind = 0; behind < 20; behind++) {
				String text = "x".repeat(before) + word + "x".repeat(behind);
				assertThat(find(map, bytes(text), before, word.length())).isEqualTo("found");
			}
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "G", "GameStar", "GameStartX", "gamestart", "GameStart\0", "GameStart\0\0\0\0\0\0\0",
			"GameStart\0\0\0\0\0\0\0\0", "\0GameStart", "SixteenLettersXYZ", "SixteenLetters\0Y" })
	void nothingIsFoundByWhatOnlyResemblesAWord(String other) {
		WordMap<String> map = WordMap.exact();
		map.put("GameStart", "a");
		map.put("SixteenLettersXY", "b");
		assertThat(find(map, bytes(other), 0, other.length())).isNull();
	}

	@Test
	void lettersAreFoundInAnyCaseAndNothingElseIsTakenForALetter() {
		WordMap<String> map = WordMap.ofLetters();
		map.put("Lookup", "found");
		for (String word : new String[] { "LOOKUP", "lookup", "lOoKuP" }) {
			assertThat(find(map, bytes(word), 0, 6)).isEqualTo("found");
		}
		for (int place = 0; place < 6; place++) {
			for (int value = 0; value < 256; value++) {
				byte[] word = bytes("LOOKUP");
				word[place] = (byte) value;
				boolean same = Character.toUpperCase((char) value) == "LOOKUP".charAt(place) && value < 128;
				assertThat(find(map, word, 0, 6) != null).as("byte %d at %d", value, place).isEqualTo(same);
			}
		}
	}

	@Test
	void holdsWhatAnyMapHoldsHoweverItGrows() {
		Random random = new Random(7);
		Map<String, Integer> expected = new HashMap<>();
		WordMap<Integer> map = WordMap.exact();
		for (int i = 0; i < 20_000; i++) {
			String word = "S" + Long.toString(Math.abs(random.nextLong() % 15_000), 1 + random.nextInt(35));
			word = word.substring(0, Math.min(word.length(), WordMap.MAX_LENGTH));
			expected.put(word, i);
			map.put(word, i);
		}
		expected.forEach((word, value) -> assertThat(find(map, bytes(word), 0, word.length())).isEqualTo(value));
		assertThat(find(map, bytes("Nope"), 0, 4)).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "%c", "%c%c", "%c%c%c", "%c%c%c%c", "%c%c%c%c.A", "STOCK%c%c%c", "S00000000%c%c%c%c",
			"SixteenLetter%c%c%c" })
	void wordsOfASeriesAreSpread(String series) {
		Set<String> words = new LinkedHashSet<>();
		for (int i = 0; i < 10_000; i++) {
			words.add(series.formatted('A' + i % 10, 'A' + i / 10 % 10, 'A' + i / 100 % 10, 'A' + i / 1000));
		}
		int capacity = Integer.highestOneBit(words.size()) * 4;
		int[] atHome = new int[capacity];
		for (String word : words) {
			byte[] bytes = bytes(word);
			Request request = new Request(1);
			request.clear(bytes);
			request.add(0, bytes.length);
			atHome[WordMap.home(request.eightBytes(0, 0), request.eightBytes(0, 8), capacity)]++;
		}
		// With a random hash the chance of more than 7 of 10,000 in one of 32,768 places
		// is
		// below one in a million.
		assertThat(Arrays.stream(atHome).max().getAsInt()).isLessThan(8);
	}

	@Test
	void aWordThatIsTooLongIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> WordMap.exact().put("SeventeenLettersX", 1))
			.withMessage("SeventeenLettersX is longer than 16 bytes");
	}

	private static <V> @Nullable V find(WordMap<V> map, byte[] buffer, int offset, int length) {
		Request request = new Request(2);
		request.clear(Arrays.copyOf(buffer, buffer.length));
		request.add(0, 0);
		request.add(offset, length);
		return map.get(request, 1);
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.ISO_8859_1);
	}

}
