import ImageReading

/// Translates the short names of Debian's copyright files into SPDX identifiers.
///
/// Debian's own table is section 7.1 of copyright-format 1.0. Beside it packages use SPDX identifiers, names with the
/// version written otherwise (`GPLv2+`, `LGPL-2`, `Apache-2`), and exceptions as part of the name
/// (`GPL-3+-autoconf-exception`). A name that stands for several licenses (`BSD`, `permissive`) is not guessed.
struct DebianLicenseName {
    /// The part of an expression that the name stands for; nil where the SPDX list has nothing for it.
    let node: LicenseExpression.Node?
    /// The license that the name adds something to which the list does not know.
    let base: LicenseTerm?

    init(_ name: String, exception words: [String]) {
        var license = name
        var exception = words
        if words.isEmpty, let split = DebianLicenseName.splitException(name) { (license, exception) = split }
        let known = DebianLicenseName.license(license)
        guard !exception.isEmpty, case .license(let term)? = known else {
            node = exception.isEmpty ? known : nil
            base = nil
            return
        }
        let identifier = DebianLicenseName.exception(exception, of: term)
        let withException = identifier.flatMap { LicenseTerm(term.description, exception: $0) }
        node = withException.map { .license($0) }
        base = withException == nil ? term : nil
    }

    /// `GPL-2+-with-bison-exception` and `GPL3+-autoconf-exception` apart.
    private static func splitException(_ name: String) -> (String, [String])? {
        let lower = name.asciiLowercased
        guard let range = lower.firstRange(of: "-with-") else {
            guard lower.hasSuffix("-exception"), let plus = lower.firstIndex(of: "+") else { return nil }
            let rest = lower[lower.index(after: plus)...].split(separator: "-").map(String.init)
            return rest.count > 1 ? (String(lower[...plus]), rest) : nil
        }
        let rest = lower[range.upperBound...].split(separator: "-").map(String.init)
        return rest.isEmpty ? nil : (String(lower[..<range.lowerBound]), rest)
    }

    static func license(_ name: String) -> LicenseExpression.Node? {
        let lower = name.asciiLowercased
        if let expression = aliases[lower] { return LicenseExpression(expression)?.root }
        if let gnu = gnu(lower), let term = LicenseTerm(gnu) { return .license(term) }
        for candidate in [name, completed(lower)] {
            if let candidate, let term = LicenseTerm(candidate), term.isListed { return .license(term) }
        }
        return nil
    }

    /// A name with one number given the zero behind it: `apache-2` is `apache-2.0`.
    private static func completed(_ name: String) -> String? {
        let base = name.hasSuffix("+") ? name.dropLast() : name[...]
        guard base.last?.isASCII == true, base.last?.isNumber == true else { return nil }
        return base + ".0" + (name.hasSuffix("+") ? "+" : "")
    }

    /// `gpl-2+`, `lgplv2.1`, `agpl3-only`, `gfdl-niv-1.3+` and their like as SPDX writes them.
    private static func gnu(_ name: String) -> String? {
        var scanner = ByteScanner(name.utf8)
        _ = scanner.take("gnu-")
        guard let family = ["agpl", "lgpl", "gpl", "gfdl", "fdl"].first(where: { scanner.take($0) }) else { return nil }
        let isDocumentation = family.hasSuffix("fdl")
        let hasNoInvariants = isDocumentation && scanner.take("-niv")
        _ = scanner.take(UInt8(ascii: "-")) || scanner.take(UInt8(ascii: "_"))
        _ = scanner.take(UInt8(ascii: "v"))
        let digits = scanner.take { $0.isDigit || $0 == UInt8(ascii: ".") }
        let parts = digits.split(separator: UInt8(ascii: ".")).map { String(decoding: $0, as: UTF8.self) }
        let rest = String(decoding: scanner.rest, as: UTF8.self)
        guard ["", "+", "-only", "-or-later", "-or-later-version"].contains(rest) else { return nil }
        let isLater = rest == "+" || rest.hasPrefix("-or-later")
        let spdxFamily = isDocumentation ? "GFDL" : family.uppercased()
        let infix = hasNoInvariants ? "-no-invariants" : ""
        guard let major = parts.first else {
            // Without a version any that was published may be chosen (GPL-1, section 7).
            guard let first = firstVersions[spdxFamily] else { return nil }
            return "\(spdxFamily)-\(first)\(infix)-or-later"
        }
        let minor = parts.count > 1 ? parts[1] : "0"
        guard parts.count <= 3 else { return nil }
        return "\(spdxFamily)-\(major).\(minor)\(infix)\(isLater ? "-or-later" : "-only")"
    }

    private static let firstVersions = ["GPL": "1.0", "LGPL": "2.0", "AGPL": "1.0", "GFDL": "1.1"]

    private static func exception(_ words: [String], of term: LicenseTerm) -> String? {
        let words = words.map(\.asciiLowercased).filter { !["exception", "exceptions", "the"].contains($0) }
        let name = words.joined(separator: "-")
        if let listed = SPDXLicenseList.exception(name) ?? SPDXLicenseList.exception(name + "-exception") {
            return listed
        }
        let isThird = term.family == "GPL-3.0"
        switch name {
        case "autoconf": return isThird ? "Autoconf-exception-3.0" : "Autoconf-exception-2.0"
        case "autoconf-macro", "autoconf-macros": return "Autoconf-exception-macro"
        case "autoconf-data", "autoconf-generic":
            return isThird ? "Autoconf-exception-generic-3.0" : "Autoconf-exception-generic"
        case "bison", "bison-2.2": return "Bison-exception-2.2"
        case "classpath": return "Classpath-exception-2.0"
        case "font": return "Font-exception-2.0"
        case "gcc", "gcc-runtime", "gcc-runtime-library": return isThird ? "GCC-exception-3.1" : "GCC-exception-2.0"
        case "linux-syscall", "syscall": return "Linux-syscall-note"
        case "llvm": return "LLVM-exception"
        case "texinfo", "tex": return name == "texinfo" ? "Texinfo-exception" : nil
        default: return nil
        }
    }

    /// Names that no rule above finds, in lower case.
    private static let aliases: [String: String] = [
        "expat": "MIT", "mit/x11": "MIT", "mit-license": "MIT", "mit/expat": "MIT",
        "artistic": "Artistic-1.0-Perl", "artistic-1": "Artistic-1.0-Perl", "artistic-1.0": "Artistic-1.0-Perl",
        "artistic-2": "Artistic-2.0", "perl": "Artistic-1.0-Perl OR GPL-1.0-or-later",
        "bsd-2": "BSD-2-Clause", "bsd2": "BSD-2-Clause", "bsd-2-clauses": "BSD-2-Clause",
        "bsd-3": "BSD-3-Clause", "bsd3": "BSD-3-Clause", "bsd-3-clauses": "BSD-3-Clause",
        "bsd-4": "BSD-4-Clause", "bsd4": "BSD-4-Clause", "bsd-2-clause-netbsd": "BSD-2-Clause",
        "bsd-2-clause-freebsd": "BSD-2-Clause-Views", "boost": "BSL-1.0", "boost-1.0": "BSL-1.0",
        "cc0": "CC0-1.0", "cc-zero": "CC0-1.0", "cc-zero-waive-1.0-us": "CC0-1.0", "edl-1.0": "BSD-3-Clause",
        "gnu-all-permissive-license": "FSFAP", "all-permissive": "FSFAP",
        "gap": "FSFAP", "icu": "ICU", "openldap-2.8": "OLDAP-2.8",
        "sil-1.1": "OFL-1.1", "sil-ofl-1.1": "OFL-1.1", "freetype": "FTL",
        "psf-2": "PSF-2.0", "python": "Python-2.0", "python-2": "Python-2.0",
        "zlib/libpng": "Zlib", "libpng": "Libpng", "bzip2": "bzip2-1.0.6",
        "bzip": "bzip2-1.0.6", "w3c-software": "W3C", "zpl": "ZPL-2.1",
        "asl-2.0": "Apache-2.0", "apache2": "Apache-2.0", "beerware": "Beerware", "gplv2-only": "GPL-2.0-only",
        "lppl-1.3": "LPPL-1.3a", "isc-license": "ISC", "mit-cmu": "MIT-CMU", "hpnd": "HPND",
    ]
}
