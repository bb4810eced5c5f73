package io.trawl.storage;

import java.util.Arrays;

/// The bytes of a file of a [ForgetfulDisk]: an array that grows, with zeros where nothing was written.
final class ForgetfulBytes {
    private byte[] array = new byte[64];
    private int size;

    int size() {
        return size;
    }

    void write(int position, byte[] bytes, int from, int to) {
        int end = position + to - from;
        if (end > array.length) {
            array = Arrays.copyOf(array, Math.max(end, array.length * 2));
        }
        System.arraycopy(bytes, from, array, position, to - from);
        size = Math.max(size, end);
    }

    void truncate(int newSize) {
        if (newSize < size) {
            Arrays.fill(array, newSize, size, (byte) 0);
            size = newSize;
        }
    }

    /// @return how many bytes were copied
    int read(int position, byte[] target, int offset, int length) {
        int count = Math.max(0, Math.min(length, size - position));
        if (count > 0) {
            System.arraycopy(array, position, target, offset, count);
        }
        return count;
    }

    ForgetfulBytes copy() {
        ForgetfulBytes copy = new ForgetfulBytes();
        copy.array = array.clone();
        copy.size = size;
        return copy;
    }
}
