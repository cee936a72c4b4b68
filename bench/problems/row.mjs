/** A contestant of a task: its label, its file in contestants/, the function there that makes it, and what that is told. */
export const row = (label, file, make, options = {}) => ({ label, file, make, options });
