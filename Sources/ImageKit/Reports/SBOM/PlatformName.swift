import ImageLedger
import ImagePackages
import ImageReading

/// Names of the Common Platform Enumeration, version 2.3, under which vulnerability databases may know a package.
///
/// There is no register that leads from a package to its name, so these are candidates: the vendor is taken from the
/// project's page, from the name itself and, for Python, from the language.
enum PlatformName {
    /// How many candidates a package gets.
    static let limit = 6

    /// The candidates, the likeliest first; none where the version can't be part of a name.
    static func candidates(kind: String, name: String, source: String?, version: String, homepage: String?) -> [String]
    {
        let ecosystem = Package.Kind(rawValue: kind).ecosystem
        guard let version = part(ecosystem.upstreamVersion(version)) else { return [] }
        var products: [String] = []
        for product in [source ?? name, name] {
            let normal = ecosystem.normalizedName(product)
            // `python3.11` and `gcc-12` are known without the number.
            let bare = normal.prefix(normal.utf8.count - trailingNumber(normal))
            for candidate in ecosystem.isSystem ? [String(bare), normal] : [normal] where !products.contains(candidate)
            {
                products.append(candidate)
            }
        }
        let vendor = homepage.flatMap(vendor(ofPage:))
        var pairs: [(String, String)] = []
        if let vendor { pairs += products.map { (vendor, $0) } }
        pairs += products.map { ($0, $0) }
        for vendor in ecosystem.platformVendors { pairs += products.map { (vendor($0), $0) } }
        var names: [String] = []
        for (vendor, product) in pairs where names.count < limit {
            guard let vendor = part(vendor), let product = part(product) else { continue }
            let name = "cpe:2.3:a:\(vendor):\(product):\(version):*:*:*:*:*:*:*"
            if !names.contains(name) { names.append(name) }
        }
        return names
    }

    /// How many characters at the end are a version: digits and dots with a hyphen before them; all are ASCII.
    private static func trailingNumber(_ name: String) -> Int {
        let digits = name.utf8.reversed().prefix { $0.isDigit || $0 == UInt8(ascii: ".") }.count
        guard digits > 0, digits < name.utf8.count else { return 0 }
        let hasHyphen = name.utf8.dropLast(digits).last == UInt8(ascii: "-")
        return digits + (hasHyphen && digits + 1 < name.utf8.count ? 1 : 0)
    }

    /// The owner of a repository, or the name of a site without `www` and what follows the last dot.
    private static func vendor(ofPage page: String) -> String? {
        guard let scheme = page.firstRange(of: "://") else { return nil }
        let parts = page[scheme.upperBound...].split(separator: "/", maxSplits: 2)
        guard let host = parts.first?.lowercased().split(separator: ":").first else { return nil }
        let sites: Set<Substring> = ["github.com", "gitlab.com", "bitbucket.org", "salsa.debian.org", "codeberg.org"]
        if sites.contains(host) { return parts.count > 1 ? parts[1].lowercased() : nil }
        let labels = host.split(separator: ".")
        guard labels.count >= 2 else { return nil }
        return String(labels[labels.count - 2])
    }

    /// A part as the formatted string binding writes it (NISTIR 7695, 6.2); nil where it has other than ASCII characters.
    private static func part(_ text: String) -> String? {
        guard !text.isEmpty, text.utf8.count <= 256, text != "-" else { return nil }
        var result = ""
        for byte in text.asciiLowercased.utf8 {
            guard (0x21...0x7E).contains(byte) else { return nil }
            if !byte.isLetterOrDigit, !"-._".utf8.contains(byte) { result += "\\" }
            result.unicodeScalars.append(Unicode.Scalar(byte))
        }
        return result
    }
}
