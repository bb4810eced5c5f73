/// The kit for everything that stands on storage: the contract every [Storage] keeps, a storage that fails when told
/// to, and a disk that forgets all it is allowed to forget. Other modules get it as this module's test-jar.
package io.trawl.storage;
