public import ImageReading

extension Diagnostic.Code {
    /// An archive on a path of Python is not read.
    public static let pythonArchive = Diagnostic.Code(rawValue: "pythonArchive")
    /// A distribution's metadata is not there or could not be read; its file name stands in where it says enough.
    public static let pythonMetadataMissing = Diagnostic.Code(rawValue: "pythonMetadataMissing")
    /// A file of a distribution's record does not follow its specification.
    public static let pythonMetadataMalformed = Diagnostic.Code(rawValue: "pythonMetadataMalformed")
    /// A distribution's metadata names something else than the folder it lies in.
    public static let pythonNameMismatch = Diagnostic.Code(rawValue: "pythonNameMismatch")
    /// A folder holds several records of one distribution, of which only one can be imported.
    public static let pythonDuplicate = Diagnostic.Code(rawValue: "pythonDuplicate")
    /// Python's environments look into more folders than are followed.
    public static let tooManyFolders = Diagnostic.Code(rawValue: "tooManyFolders")
    /// A distribution lies where no interpreter looks.
    public static let pythonNotOnPath = Diagnostic.Code(rawValue: "pythonNotOnPath")
}
