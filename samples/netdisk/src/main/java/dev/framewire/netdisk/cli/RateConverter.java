package dev.framewire.netdisk.cli;

import dev.framewire.transfer.PutRequest;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Of a pace, in bytes a second; 0 is none. */
final class RateConverter implements ITypeConverter<Long> {
    private final SizeConverter size = new SizeConverter();

    @Override
    public Long convert(String text) {
        Long bytes = size.convert(text);
        try {
            PutRequest.to("").rateBytesPerSecond(bytes); // the request knows the floor
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
        return bytes;
    }
}
