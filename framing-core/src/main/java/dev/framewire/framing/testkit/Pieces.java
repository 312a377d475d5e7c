package dev.framewire.framing.testkit;

import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Where one piece of a delivery ends and the next begins. */
sealed interface Pieces {
    Pattern SYNTAX = Pattern.compile("(whole|half|size|cuts|random)(?:\\((-?[0-9]+(?:,-?[0-9]+)*)\\))?");

    /** Makes the walk along one stream; it has state, so each stream takes its own. */
    Borders borders();

    /** The walk along one stream. Positions are only ever asked in rising order. */
    interface Borders {
        /** The first border behind {@code position}, or {@link Long#MAX_VALUE}; {@code asked} bytes are wanted. */
        long after(long position, int asked);
    }

    record Whole() implements Pieces {
        @Override
        public Borders borders() {
            return (position, asked) -> Long.MAX_VALUE;
        }

        @Override
        public String toString() {
            return "whole";
        }
    }

    record Half() implements Pieces {
        @Override
        public Borders borders() {
            return (position, asked) -> position + (asked + 1) / 2;
        }

        @Override
        public String toString() {
            return "half";
        }
    }

    record Size(int bytes) implements Pieces {
        public Size {
            if (bytes < 1) {
                throw new IllegalArgumentException("bytes < 1: " + bytes);
            }
        }

        @Override
        public Borders borders() {
            // a grid from offset 0, whatever was asked: a reader that asks for less gets the rest of its piece next
            return (position, asked) -> (position / bytes + 1) * bytes;
        }

        @Override
        public String toString() {
            return "size(" + bytes + ")";
        }
    }

    record Cuts(List<Long> offsets) implements Pieces {
        public Cuts {
            offsets = offsets.stream().sorted().distinct().toList();
            if (offsets.stream().anyMatch(offset -> offset < 0)) {
                throw new IllegalArgumentException("a cut lies before the stream: " + offsets);
            }
        }

        @Override
        public Borders borders() {
            return (position, asked) -> offsets.stream()
                    .filter(offset -> offset > position)
                    .findFirst()
                    .orElse(Long.MAX_VALUE);
        }

        @Override
        public String toString() {
            return "cuts(" + offsets.stream().map(String::valueOf).collect(Collectors.joining(",")) + ")";
        }
    }

    record Seeded(long seed, int maxBytes) implements Pieces {
        public Seeded {
            if (maxBytes < 1) {
                throw new IllegalArgumentException("maxBytes < 1: " + maxBytes);
            }
        }

        @Override
        public Borders borders() {
            // java.util.Random, because its sequence is fixed by its documentation: a seed means the same on every JDK
            Random random = new Random(seed);
            return new Borders() {
                private long border;

                @Override
                public long after(long position, int asked) {
                    while (border <= position) {
                        border += 1 + random.nextInt(maxBytes);
                    }
                    return border;
                }
            };
        }

        @Override
        public String toString() {
            return "random(" + seed + "," + maxBytes + ")";
        }
    }

    static Pieces parse(String text) {
        Matcher matcher = SYNTAX.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a way to cut a stream: " + text);
        }
        List<Long> numbers = matcher.group(2) == null
                ? List.of()
                : Stream.of(matcher.group(2).split(",", -1)).map(Long::valueOf).toList();
        int expected = switch (matcher.group(1)) {
            case "whole", "half" -> 0;
            case "size" -> 1;
            case "random" -> 2;
            default -> numbers.size();
        };
        if (numbers.size() != expected) {
            throw new IllegalArgumentException("takes " + expected + " numbers: " + text);
        }
        return switch (matcher.group(1)) {
            case "whole" -> new Whole();
            case "half" -> new Half();
            case "size" -> new Size(Math.toIntExact(numbers.get(0)));
            case "cuts" -> new Cuts(numbers);
            default -> new Seeded(numbers.get(0), Math.toIntExact(numbers.get(1)));
        };
    }
}
