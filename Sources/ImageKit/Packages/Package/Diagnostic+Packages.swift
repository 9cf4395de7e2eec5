public import ImageReading

extension Diagnostic.Code {
    /// A record of a package database is damaged; what can be read of it is kept.
    public static let malformedPackageRecord = Diagnostic.Code(rawValue: "malformedPackageRecord")
    /// A record of a package database was left out.
    public static let skippedPackageRecord = Diagnostic.Code(rawValue: "skippedPackageRecord")
    /// There are more packages of a kind than ``/ImageReading/Limits/packages`` allows; the image is refused for it.
    public static let tooManyPackages = Diagnostic.Code(rawValue: "tooManyPackages")
    /// A package is recorded twice; the second record was left out.
    public static let duplicatePackage = Diagnostic.Code(rawValue: "duplicatePackage")
    /// A package is on the disk but not properly installed.
    public static let incompletePackage = Diagnostic.Code(rawValue: "incompletePackage")
    /// A file of a package database is there but could not be read.
    public static let unreadableDatabase = Diagnostic.Code(rawValue: "unreadableDatabase")
    /// A package database is not where its package manager looks.
    public static let movedDatabase = Diagnostic.Code(rawValue: "movedDatabase")
    /// A package's file list is missing or damaged, so its files are not booked to it.
    public static let missingFileList = Diagnostic.Code(rawValue: "missingFileList")
}

extension DiagnosticLog {
    /// Adds a remark on a node, with its layer and its path; text and path are only made where the remark is kept.
    mutating func append(
        _ code: Diagnostic.Code, _ message: @autoclosure () -> String, at node: FileTree.NodeID, of tree: FileTree
    ) {
        append(code) {
            Diagnostic(code, message(), layer: tree.layer(of: node), path: tree.path(of: node).description)
        }
    }
}
