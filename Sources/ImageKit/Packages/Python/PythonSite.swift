import ImageReading

/// A folder in which Python looks for modules and distributions.
struct PythonSite {
    /// The folder; for a zipped egg on the path the egg itself.
    var node: FileTree.NodeID
    var path: BytePath
    /// The environment that the packages of this folder belong to, by its position.
    var environment: Int
    /// Its place among the folders of its environment: lower ranks come first, and what a folder adds comes behind it.
    var rank: [Int]
    /// The egg-links that lead here.
    var eggLinks: [FileTree.NodeID] = []
    /// Whether this is a folder that only its records give away, such as `pip install --target` makes.
    var isTarget = false

    /// The path of a line of RECORD; nil where it would leave the root.
    ///
    /// `pip install --target` moves scripts and data out of its staging folder and leaves the lines as they are, so that
    /// `../../bin/x` is `bin/x` of the folder.
    func path(ofRecorded path: ArraySlice<UInt8>, in tree: FileTree) -> BytePath? {
        guard path.first != UInt8(ascii: "/") else { return BytePath(path) }
        let direct = BytePath(self.path.appending(path).bytes)
        let parent = Array("../".utf8)
        guard isTarget, path.starts(with: parent) else { return direct }
        var rest = path[...]
        while rest.starts(with: parent) { rest = rest.dropFirst(parent.count) }
        let moved = BytePath(self.path.appending(Array(rest)).bytes)
        // What lies at the path as it is written may be another program's.
        if let moved, tree.lookup(moved, followingLast: false) != nil { return moved }
        return direct.flatMap { tree.lookup($0, followingLast: false) } == nil ? moved : direct
    }
}

/// What a path says of the interpreter that looks into it: `PREFIX/lib/pythonX.Y/site-packages`.
struct PythonSiteLayout: Equatable {
    enum Kind: Equatable {
        case packages
        case standardLibrary
    }

    var kind: Kind
    var prefix: BytePath
    /// `X.Y`; nil for Debian's `python3`, which all versions share.
    var version: String?
    /// Whether this is Debian's `local/lib/pythonX.Y/dist-packages`, which belongs to the interpreter below /usr.
    var isLocal = false

    /// The standard library comes first, then Debian's local folder, then the one that all versions share.
    var rank: Int {
        if kind == .standardLibrary { return 0 }
        if isLocal { return 1 }
        return version == nil ? 2 : 3
    }

    /// The names of folders that hold packages.
    static let packageFolders = ["site-packages", "dist-packages"].map { Array($0.utf8) }
    /// The names of folders that hold standard libraries.
    static let libraryFolders = ["lib", "lib64"].map { Array($0.utf8) }

    /// Reads a path; nil where it is no folder of an interpreter.
    init?(_ path: BytePath) {
        var components = path.components
        kind = .standardLibrary
        var isDebian = false
        if let last = components.last, PythonSiteLayout.packageFolders.contains(Array(last)) {
            kind = .packages
            isDebian = last.first == UInt8(ascii: "d")
            components.removeLast()
        }
        guard let interpreter = components.popLast(), let version = PythonSiteLayout.version(interpreter),
            let library = components.popLast(), PythonSiteLayout.libraryFolders.contains(Array(library))
        else { return nil }
        if version.contains(".") { self.version = version }
        // Without a version there is no standard library: `lib/python3` only holds packages.
        if kind == .standardLibrary, self.version == nil { return nil }
        if isDebian, let last = components.last, last.elementsEqual("local".utf8) {
            isLocal = true
            components.removeLast()
        }
        prefix = BytePath(normalized: Array(components.joined(separator: [UInt8(ascii: "/")])))
    }

    /// `3.11` of `python311.zip`, the archive of an interpreter's standard library; nil for other names.
    static func version(ofArchive name: [UInt8]) -> String? {
        let digits = name.dropFirst("python".utf8.count).dropLast(".zip".utf8.count)
        guard name.starts(with: "python".utf8), name.hasSuffix(".zip"), (2...3).contains(digits.count),
            digits.allSatisfy(\.isDigit)
        else { return nil }
        return
            "\(String(decoding: digits.prefix(1), as: UTF8.self)).\(String(decoding: digits.dropFirst(), as: UTF8.self))"
    }

    /// `3.11` of `python3.11`, `3.10` of `pypy3.10`, `3.13` of `python3.13t`; nil for other names.
    static func version(_ name: ArraySlice<UInt8>) -> String? {
        for interpreter in ["python", "pypy"] where name.starts(with: interpreter.utf8) {
            var digits = name.dropFirst(interpreter.utf8.count)
            if digits.last == UInt8(ascii: "t") { digits = digits.dropLast() }
            let numbers = digits.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
            guard (1...2).contains(numbers.count), numbers.allSatisfy({ !$0.isEmpty && $0.allSatisfy(\.isDigit) })
            else {
                return nil
            }
            return String(decoding: digits, as: UTF8.self)
        }
        return nil
    }
}
