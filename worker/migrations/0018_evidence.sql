-- Why a file that was announced could not be taken in; its announcement ended with that. A code of the contract.
ALTER TABLE evidence ADD COLUMN refused TEXT;
