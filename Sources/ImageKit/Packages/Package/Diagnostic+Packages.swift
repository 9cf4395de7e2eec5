public import ImageReading

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
}
