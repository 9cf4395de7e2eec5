import ImageReading

/// What makes a folder a virtual environment: `pyvenv.cfg`, PEP 405.
struct VirtualEnvironmentFile: Hashable {
    /// The folder of the interpreter the environment was made from.
    private(set) var home: [UInt8]?
    /// Whether the packages of that interpreter are seen too.
    private(set) var includesSystemSites = false
    /// The interpreter's version, for example `3.11.2`; nil where it is not named.
    private(set) var version: String?

    init(_ bytes: [UInt8]) {
        for line in bytes.lines {
            guard let equals = line.firstIndex(of: UInt8(ascii: "=")) else { continue }
            let key = String(decoding: line[..<equals].trimmingSpaces, as: UTF8.self).asciiLowercased
            let value = line[(equals + 1)...].trimmingSpaces
            switch key {
            case "home": home = value
            case "include-system-site-packages":
                includesSystemSites = DisplayText.decoded(value).asciiLowercased == "true"
            // `venv` writes the first, `virtualenv` and `uv` the second, as `3.11.2.final.0` or `3.11.2`.
            case "version": version = VirtualEnvironmentFile.release(value) ?? version
            case "version_info": version = version ?? VirtualEnvironmentFile.release(value)
            default: break
            }
        }
    }

    /// The numbers at the beginning: `3.11.2` of `3.11.2.final.0`, nil where there are fewer than two.
    private static func release(_ value: [UInt8]) -> String? {
        let numbers = value.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
            .prefix { !$0.isEmpty && $0.allSatisfy(\.isDigit) }.prefix(3)
        return numbers.count < 2 ? nil : numbers.map { String(decoding: $0, as: UTF8.self) }.joined(separator: ".")
    }
}
