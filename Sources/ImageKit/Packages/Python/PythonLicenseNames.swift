/// The names of licences that Python's `License` field and classifiers use, where they stand for one licence.
///
/// `BSD License` and its like stand for several and are not here. A classifier without a version means any version that
/// the licence's steward has published.
enum PythonLicenseNames {
    /// The expression of a name; nil where it stands for none or for several.
    static func expression(_ name: String) -> LicenseExpression? {
        guard name.utf8.count <= 200 else { return nil }
        var key = String(decoding: name.asciiLowercased.utf8.trimmingSpaces, as: UTF8.self)
        // "GNU General Public License v3 (GPLv3)" is one name with its abbreviation.
        if key.hasSuffix(")"), let open = key.lastIndex(of: "("), open > key.startIndex {
            key = String(decoding: key[..<open].utf8.trimmingSpaces, as: UTF8.self)
        }
        if key.hasPrefix("the ") { key.removeFirst(4) }
        for later in [" or any later version", " or later version", " or later"]
        where key.hasSuffix(later) && names[key] == nil {
            key = key.dropLast(later.count) + "+"
        }
        if let expression = names[key] { return LicenseExpression(expression) }
        for suffix in [" license", " licence"] where key.hasSuffix(suffix) {
            let short = String(key.dropLast(suffix.count))
            if let expression = names[short] ?? single(short) { return LicenseExpression(expression) }
        }
        return single(key).flatMap { LicenseExpression($0) }
    }

    /// A short name as Debian or SPDX write it, also with spaces for `-`.
    private static func single(_ name: String) -> String? {
        let joined = name.replacing(" ", with: "-").replacing("-v", with: "-").replacing(",-version-", with: "-")
        guard joined != "python", case .license(let term)? = DebianLicenseName.license(joined) else { return nil }
        // Unversioned names are ambiguous outside of Debian.
        return name.contains(where: \.isNumber) || term.identifier.asciiLowercased == name ? term.description : nil
    }

    private static let names: [String: String] = [
        "mit": "MIT", "mit no attribution": "MIT-0", "expat": "MIT",
        "apache software": "Apache-2.0", "apache software license": "Apache-2.0", "apache": "Apache-2.0",
        "apache license, version 2.0": "Apache-2.0", "apache license version 2.0": "Apache-2.0",
        "apache 2": "Apache-2.0",
        "apache license 2.0": "Apache-2.0", "asl 2": "Apache-2.0", "asf 2.0": "Apache-2.0",
        "new bsd": "BSD-3-Clause", "modified bsd": "BSD-3-Clause", "3-clause bsd": "BSD-3-Clause",
        "bsd 3-clause": "BSD-3-Clause", "bsd-3": "BSD-3-Clause", "revised bsd": "BSD-3-Clause",
        "2-clause bsd": "BSD-2-Clause", "bsd 2-clause": "BSD-2-Clause", "simplified bsd": "BSD-2-Clause",
        "zero-clause bsd": "0BSD", "isc license": "ISC", "isc": "ISC", "zlib/libpng": "Zlib",
        "python software foundation": "PSF-2.0", "python software foundation license": "PSF-2.0", "psf": "PSF-2.0",
        "psfl": "PSF-2.0", "psf-2.0": "PSF-2.0", "cnri python": "CNRI-Python",
        "mozilla public license 1.0": "MPL-1.0", "mozilla public license 1.1": "MPL-1.1",
        "mozilla public license 2.0": "MPL-2.0", "mpl 2.0": "MPL-2.0",
        "gnu general public license v2": "GPL-2.0-only", "gnu general public license v2 or later": "GPL-2.0-or-later",
        "gnu general public license v3": "GPL-3.0-only", "gnu general public license v3 or later": "GPL-3.0-or-later",
        "gnu general public license": "GPL-1.0-or-later", "gnu gpl": "GPL-1.0-or-later", "gpl": "GPL-1.0-or-later",
        "gnu lesser general public license v2": "LGPL-2.1-only",
        "gnu lesser general public license v2 or later": "LGPL-2.1-or-later",
        "gnu lesser general public license v3": "LGPL-3.0-only",
        "gnu lesser general public license v3 or later": "LGPL-3.0-or-later",
        "gnu library or lesser general public license": "LGPL-2.0-or-later", "lgpl": "LGPL-2.0-or-later",
        "gnu lgpl": "LGPL-2.0-or-later",
        "gnu affero general public license v3": "AGPL-3.0-only",
        "gnu affero general public license": "AGPL-3.0-or-later",
        "gnu affero general public license v3 or later": "AGPL-3.0-or-later",
        "boost software license 1.0": "BSL-1.0", "eclipse public license 1.0": "EPL-1.0",
        "eclipse public license 2.0": "EPL-2.0", "academic free license": "AFL-3.0", "zope public license": "ZPL-2.1",
        "the unlicense": "Unlicense", "unlicense": "Unlicense", "artistic license": "Artistic-1.0",
        "universal permissive license": "UPL-1.0", "historical permission notice and disclaimer": "HPND",
        "sil open font license 1.1": "OFL-1.1", "w3c license": "W3C", "postgresql license": "PostgreSQL",
        "cc0 1.0 universal": "CC0-1.0", "cc0 1.0 universal public domain dedication": "CC0-1.0",
        "european union public licence 1.1": "EUPL-1.1", "european union public licence 1.2": "EUPL-1.2",
        "cea cnrs inria logiciel libre license, version 2.1": "CECILL-2.1",
        "mulan permissive software license v2": "MulanPSL-2.0",
    ]
}
