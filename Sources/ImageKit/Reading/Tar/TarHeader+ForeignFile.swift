extension TarHeader {
    /// What a file that is not a tar archive is, according to its first bytes; nil where they tell nothing.
    var kindOfFile: String? {
        if block.starts(with: "!<arch>\n".utf8) { return "a Debian package or another ar archive" }
        if block.starts(with: "hsqs".utf8) { return "a squashfs file system, such as snaps are" }
        if block.dropFirst(32).starts(with: "SIF_MAGIC".utf8) {
            return "an image of Apptainer or Singularity; save the image that it was made from"
        }
        if block.starts(with: "PK".utf8) { return "a zip archive" }
        if block.starts(with: [0x7F] + "ELF".utf8) { return "a program" }
        if block.starts(with: "QFI".utf8 + [0xFB]) { return "a disk of a virtual machine" }
        if block.starts(with: "7z".utf8 + [0xBC, 0xAF]) { return "a 7-Zip archive" }
        if block.starts(with: "Rar!".utf8) { return "a RAR archive" }
        if block.starts(with: [0xED, 0xAB, 0xEE, 0xDB]) { return "an RPM package" }
        switch block.first(where: { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\n") }) {
        case UInt8(ascii: "{"), UInt8(ascii: "["): return "a JSON document"
        case UInt8(ascii: "<"): return "an HTML or XML document"
        default: return nil
        }
    }
}
