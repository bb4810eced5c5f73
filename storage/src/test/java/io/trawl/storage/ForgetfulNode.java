package io.trawl.storage;

/// What a name on a [ForgetfulDisk] stands for.
sealed interface ForgetfulNode permits ForgetfulFile, ForgetfulFolder {}
