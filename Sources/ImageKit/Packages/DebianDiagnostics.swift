extension Diagnostic.Code {
    /// A record of a package database is damaged; what can be read of it is kept.
    public static let malformedPackageRecord = Diagnostic.Code(rawValue: "malformedPackageRecord")
    /// A record of a package database was left out.
    public static let skippedPackageRecord = Diagnostic.Code(rawValue: "skippedPackageRecord")
    /// A package is recorded twice; the second record was left out.
    public static let duplicatePackage = Diagnostic.Code(rawValue: "duplicatePackage")
    /// A package is on the disk but not properly installed.
    public static let incompletePackage = Diagnostic.Code(rawValue: "incompletePackage")
    /// A file of a package database is there but could not be read.
    public static let unreadableDatabase = Diagnostic.Code(rawValue: "unreadableDatabase")
    /// A package's file list is missing or damaged, so its files are not booked to it.
    public static let missingFileList = Diagnostic.Code(rawValue: "missingFileList")
    /// There were more remarks of a package database than are shown.
    public static let moreRemarks = Diagnostic.Code(rawValue: "moreRemarks")
}

/// The remarks on one package database, a bounded number of them.
struct DebianDiagnostics: Sendable {
    static let limit = 1000

    private var kept: [Diagnostic] = []
    private var leftOut = 0

    /// The remarks, and one that counts those that are not shown.
    var all: [Diagnostic] {
        if leftOut == 0 { return kept }
        return kept + [Diagnostic(.moreRemarks, "\(leftOut) more remarks on dpkg's database are not shown")]
    }

    mutating func add(_ code: Diagnostic.Code, _ message: @autoclosure () -> String, layer: Int?, path: String?) {
        guard kept.count < DebianDiagnostics.limit else {
            leftOut += 1
            return
        }
        kept.append(Diagnostic(code, message(), layer: layer, path: path))
    }
}
