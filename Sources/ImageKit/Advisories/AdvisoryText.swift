import ImageReading

extension [UInt8] {
    /// The same without the mark that some programs put in front of UTF-8.
    var withoutByteOrderMark: ArraySlice<UInt8> { dropFirst(starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0) }

    /// The same without a byte order mark.
    ///
    /// - Throws: ``/ImageReading/ImageError`` where the mark is that of UTF-16.
    func asUTF8() throws -> [UInt8] {
        guard !starts(with: [0xFE, 0xFF]), !starts(with: [0xFF, 0xFE]) else {
            throw ImageError(.malformedDocument, "the file is UTF-16; imagescan reads UTF-8")
        }
        return withoutByteOrderMark.startIndex == 0 ? self : Array(withoutByteOrderMark)
    }
}

extension UInt8 {
    /// Whether it is white space of JSON.
    var isJSONSpace: Bool { self == 0x20 || self == 0x0A || self == 0x0D || self == 0x09 }
}
