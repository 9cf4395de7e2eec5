/// Makes the checksums of tar headers right, which hardly any change of a header leaves so.
enum TarChecksums {
    /// Seals every block that has a header's magic; also those of tars inside a tar.
    static func repaired(_ tar: [UInt8]) -> [UInt8] {
        var tar = tar
        for start in stride(from: 0, to: tar.count - 511, by: 512)
        where tar[(start + 257)..<(start + 262)].elementsEqual("ustar".utf8) {
            var block = Array(tar[start..<start + 512])
            TarBuilder.seal(&block)
            tar.replaceSubrange(start..<start + 512, with: block)
        }
        return tar
    }
}
