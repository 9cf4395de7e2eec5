/// A `.pth` file of a site folder: paths to add, and statements that an interpreter would run.
struct PathConfigurationFile {
    /// The paths as written, relative to the site folder or absolute.
    private(set) var paths: [[UInt8]] = []
    /// The modules behind `import`, which are never run here; setuptools' editable installs have one of their own.
    private(set) var importedModules: [String] = []
    /// The absolute paths that statements name, as those of PDM do: `import site; site.addsitedir("…")`.
    private(set) var statedFolders: [[UInt8]] = []
    /// The module of an editable install that finds its packages: `__editable___NAME_VERSION_finder`.
    var editableFinder: String? {
        importedModules.first { $0.hasPrefix("__editable__") && $0.hasSuffix("_finder") }
    }

    init(_ bytes: [UInt8]) {
        for line in bytes.lines {
            guard line.first != UInt8(ascii: "#") else { continue }
            if line.starts(with: "import ".utf8) || line.starts(with: "import\t".utf8) {
                let module = line.dropFirst(7).drop(while: \.isSpace).prefix { $0.isLetterOrDigit || $0 == 0x5F }
                importedModules.append(String(decoding: module, as: UTF8.self))
                statedFolders += PathConfigurationFile.folders(line[...])
                continue
            }
            let path = line.trimmingSpaces
            if !path.isEmpty, !path.contains(0) { paths.append(path) }
        }
    }
}

extension PathConfigurationFile {
    /// The absolute paths in quotes of a statement.
    private static func folders(_ line: ArraySlice<UInt8>) -> [[UInt8]] {
        var found: [[UInt8]] = []
        var rest = line
        while let start = rest.firstIndex(where: { $0 == UInt8(ascii: "'") || $0 == UInt8(ascii: "\"") }) {
            let text = rest[(start + 1)...].prefix { $0 != rest[start] }
            if text.first == UInt8(ascii: "/"), !text.contains(0) { found.append(Array(text)) }
            rest = rest[text.endIndex...].dropFirst()
        }
        return found
    }
}

/// The file of a development install (`setup.py develop`): the folder of the sources, then the way from there to setup.py.
struct EggLinkFile {
    /// The folder that holds the egg-info; nil where the file is empty.
    let location: [UInt8]?

    init(_ bytes: [UInt8]) { location = bytes.lines.lazy.map(\.trimmingSpaces).first { !$0.isEmpty } }
}
