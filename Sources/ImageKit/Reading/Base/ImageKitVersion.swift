/// The version of this library, and of the program made of it.
public enum ImageKitVersion {
    /// The version, as Semantic Versioning has it.
    public static let number = "0.1.0"
}
